//! kms-offline, in each state that a key can be in: a state more is a line in [`contenders`] and, if it holds something, in
//! [`preparations`].

use std::hint::black_box;

use kms_offline::{Message, Table, VerifyingKey};
use kms_offline_peers::kms_key;

use super::{
    Row,
    contender::{Case, Column, Contender},
};

/// A key as it was parsed.
const REFERENCE: Column = Column::ours("reference", (150, 150, 150));
/// A key as it was parsed, prepared without a table and used once: both are timed.
const ONE_SHOT: Column = Column::ours("one-shot", (110, 160, 235));
const PRECOMPUTED: Column = Column::ours("precomputed", (25, 70, 170));
/// The same with the wide table, for specs that have one.
const WIDE: Column = Column::ours("precomputed, wide", (10, 20, 60));

/// A table that a key can be prepared with.
pub(super) struct Preparation {
    pub(super) column: Column,
    pub(super) bytes: usize,
    /// Prepares a key anew.
    pub(super) prepare: Contender,
}

/// The columns of kms-offline.
pub(super) fn contenders(row: &Row, public_key: &[u8]) -> Vec<Contender> {
    let key = kms_key(row.spec, public_key);
    let verify = verifying(row);
    let fresh = key.clone();
    let one_shot = Contender::new(ONE_SHOT, move |case| verify(&fresh.precompute_with(Precomputation::Minimal), case));
    let state = |column, key| Contender::new(column, move |case| verify(&key, case));
    let mut contenders = vec![state(REFERENCE, key.clone()), one_shot];
    contenders.extend(tables(&key).into_iter().map(|(column, _, key)| state(column, key)));
    contenders
}

/// What preparing a key for those columns takes.
pub(super) fn preparations(row: &Row, public_key: &[u8]) -> Vec<Preparation> {
    let key = kms_key(row.spec, public_key);
    let preparation = |(column, table, prepared): (Column, Table, VerifyingKey)| {
        let fresh = key.clone();
        let prepare = Contender::new(column, move |_| black_box(fresh.precompute_with(table)).precomputed_bytes() > 0);
        Preparation { column, bytes: prepared.precomputed_bytes(), prepare }
    };
    tables(&key).into_iter().map(preparation).collect()
}

/// The key with each table that makes a difference to it.
fn tables(key: &VerifyingKey) -> Vec<(Column, Table, VerifyingKey)> {
    let (small, wide) = (key.precompute(), key.precompute_with(Precomputation::Large));
    let has_wide = wide.precomputed_bytes() > small.precomputed_bytes();
    let mut tables = vec![(PRECOMPUTED, Precomputation::Standard, small)];
    tables.extend(has_wide.then_some((WIDE, Precomputation::Large, wide)));
    tables
}

fn verifying(row: &Row) -> impl Fn(&VerifyingKey, &Case) -> bool + Copy + 'static {
    let algorithm = row.algorithm;
    move |key, case| key.verify(algorithm, Message::Raw(&case.message), &case.signature).is_ok()
}
