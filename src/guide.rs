//! A page for each task, with the commands of the AWS CLI and examples that run.

macro_rules! pages {
    ($($(#[$attribute:meta])* $name:ident: $file:literal;)*) => {$(
        $(#[$attribute])*
        #[doc = include_str!(concat!("../docs/", $file))]
        pub mod $name {}
    )*};
}

pages! {
    verify_a_sign_response: "verify-a-sign-response.md";
    large_files: "large-files.md";
    pin_and_restrict: "pin-and-restrict.md";
    verify_a_jwt: "verify-a-jwt.md";
    encrypt: "encrypt.md";
    envelopes: "envelopes.md";
    agree_and_derive: "agree-and-derive.md";
    ethereum: "ethereum.md";
    explain: "explain.md";
    arithmetic: "arithmetic.md";
    no_std: "no-std.md";
}
