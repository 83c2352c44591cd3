use crate::fast::*;
#[test]
fn gens() {
    use weierstrass::Curve;
    fn f<C: Curve>() {
        let g = weierstrass::Affine::<C>::generator().unwrap();
        assert!(C::generator_comb().is_some());
        comb::Comb::new(&g, C::SMALL).unwrap();
        comb::Comb::new(&g, C::WIDE).unwrap();
    }
    f::<P256>();
    f::<Sm2>();
    f::<Secp256k1>();
    f::<P384>();
    f::<P521>();
}
