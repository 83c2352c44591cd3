//! kms-offline, in each state that a key can be in.

use kms_offline::{Message, Table, VerifyingKey};
use kms_offline_peers::kms_key;

use super::{
    Row,
    contender::{Column, Contender},
};

/// A key as it was parsed.
const REFERENCE: Column = Column::ours("kms-offline, reference", (150, 150, 150));

/// A fresh key each time: prepared without a table, and one verification with it.
const ONE_SHOT: Column = Column::ours("kms-offline, one-shot", (120, 170, 220));

/// A key after `precompute()`.
const PRECOMPUTED: Column = Column::ours("kms-offline, precomputed", (30, 100, 200));

/// A key after `precompute_with(Table::Wide)`.
const WIDE: Column = Column::ours("kms-offline, wide table", (10, 50, 120));

/// The columns of kms-offline. A wide table is another one on the curves only.
pub(super) fn contenders(row: &Row, public_key: &[u8]) -> Vec<Contender> {
    let key = kms_key(row.spec, public_key);
    let (small, wide) = (key.precompute(), key.precompute_with(Table::Wide));
    let has_wide = wide.table_bytes() != small.table_bytes();
    let mut contenders =
        vec![verifying(REFERENCE, row, key.clone()), one_shot(row, key), verifying(PRECOMPUTED, row, small)];
    contenders.extend(has_wide.then(|| verifying(WIDE, row, wide)));
    contenders
}

fn one_shot(row: &Row, key: VerifyingKey) -> Contender {
    let algorithm = row.algorithm;
    Contender::new(ONE_SHOT, move |case| {
        let key = key.precompute_with(Table::None);
        key.verify(algorithm, Message::Raw(&case.message), &case.signature).is_ok()
    })
}

fn verifying(column: Column, row: &Row, key: VerifyingKey) -> Contender {
    let algorithm = row.algorithm;
    Contender::new(column, move |case| key.verify(algorithm, Message::Raw(&case.message), &case.signature).is_ok())
}
