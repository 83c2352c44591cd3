//! kms-offline, in each state that a key can be in.

use kms_offline::{Message, VerifyingKey};
use kms_offline_peers::kms_key;

use super::{
    Row,
    contender::{Column, Contender},
};

/// A key as it was parsed.
const REFERENCE: Column = Column::ours("kms-offline, reference", (150, 150, 150));

/// The columns of kms-offline.
pub(super) fn contenders(row: &Row, public_key: &[u8]) -> Vec<Contender> {
    let key = kms_key(row.spec, public_key);
    vec![verifying(REFERENCE, row, key)]
}

fn verifying(column: Column, row: &Row, key: VerifyingKey) -> Contender {
    let algorithm = row.algorithm;
    Contender::new(column, move |case| key.verify(algorithm, Message::Raw(&case.message), &case.signature).is_ok())
}
