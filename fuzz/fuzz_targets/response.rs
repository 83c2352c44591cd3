#![no_main]

libfuzzer_sys::fuzz_target!(
    init: kms_offline_fuzz::write_made_seeds("response"),
    |data: &[u8]| kms_offline_fuzz::response(data)
);
