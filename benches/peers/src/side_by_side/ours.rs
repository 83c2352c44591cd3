//! kms-offline, in each state that a key can be in: a state more is a line in [`contenders`] and, if it holds
//! something, in [`preparations`].

use std::{cell::RefCell, hint::black_box, rc::Rc};

use kms_offline::{Arithmetic, Message, Precomputation, VerifyingKey};
use kms_offline_peers::kms_key;

use super::{
    Row,
    contender::{Case, Column, Contender},
};

/// The first verification of a key, which was parsed before the clock starts.
const FIRST: Column = Column::ours("first", (110, 160, 235));
/// A key as it was parsed, that nobody prepared, after enough verifications.
const BY_ITSELF: Column = Column::ours("by itself", (60, 110, 205));
/// A key after `precompute()`.
const PREPARED: Column = Column::ours("prepared", (25, 70, 170));
/// The same with the large table, for specs that have one.
const LARGE: Column = Column::ours("large", (10, 20, 60));
/// A prepared key that is given all signatures in one call of `verify_many`.
const MANY: Column = Column::ours("many at once", (120, 60, 170));
/// A key with the arithmetic of the RustCrypto crates.
const REFERENCE: Column = Column::ours("RustCrypto arithmetic", (150, 150, 150));

/// A size that a key can be prepared to.
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
    let state = |column, key| Contender::new(column, move |case| verify(&key, case));
    let mut contenders = vec![first(row, public_key), state(BY_ITSELF, key.clone())];
    contenders.extend(sizes(&key).into_iter().map(|(column, _, key)| state(column, key)));
    contenders.push(many(row, key.precompute()));
    contenders.push(state(REFERENCE, key.with_arithmetic(Arithmetic::RustCrypto)));
    contenders
}

/// A key for each verification, parsed before the turn begins and dropped after it.
fn first(row: &Row, public_key: &[u8]) -> Contender {
    let (spec, public_key, verify) = (row.spec, public_key.to_vec(), verifying(row));
    let parsed: Rc<RefCell<(Vec<VerifyingKey>, usize)>> = Rc::default();
    let refill = {
        let parsed = Rc::clone(&parsed);
        move |count| *parsed.borrow_mut() = ((0..count).map(|_| kms_key(spec, &public_key)).collect(), 0)
    };
    let verify = move |case: &Case| {
        let (keys, next) = &mut *parsed.borrow_mut();
        let key = &keys[*next];
        *next += 1;
        verify(key, case)
    };
    Contender::new(FIRST, verify).before_each_turn(refill)
}

fn many(row: &Row, key: VerifyingKey) -> Contender {
    let algorithm = row.algorithm;
    Contender::at_once(MANY, move |cases| {
        let items: Vec<_> = cases.iter().map(|case| (Message::Raw(&case.message), case.signature.as_slice())).collect();
        key.verify_many(algorithm, &items).expect("the key has the algorithm")
    })
}

/// The memory and the time that preparing a key for those columns takes.
pub(super) fn preparations(row: &Row, public_key: &[u8]) -> Vec<Preparation> {
    let key = kms_key(row.spec, public_key);
    let preparation = |(column, size, prepared): (Column, Precomputation, VerifyingKey)| {
        let fresh = key.clone();
        let prepare = Contender::new(column, move |_| black_box(fresh.precompute_with(size)).precomputed_bytes() > 0);
        Preparation { column, bytes: prepared.precomputed_bytes(), prepare }
    };
    sizes(&key).into_iter().map(preparation).collect()
}

/// The key prepared to each size that makes a difference to it.
fn sizes(key: &VerifyingKey) -> Vec<(Column, Precomputation, VerifyingKey)> {
    let (standard, large) = (key.precompute(), key.precompute_with(Precomputation::Large));
    let has_large = large.precomputed_bytes() > standard.precomputed_bytes();
    let mut sizes = vec![(PREPARED, Precomputation::Standard, standard)];
    sizes.extend(has_large.then_some((LARGE, Precomputation::Large, large)));
    sizes
}

fn verifying(row: &Row) -> impl Fn(&VerifyingKey, &Case) -> bool + Copy + 'static {
    let algorithm = row.algorithm;
    move |key, case| key.verify(algorithm, Message::Raw(&case.message), &case.signature).is_ok()
}
