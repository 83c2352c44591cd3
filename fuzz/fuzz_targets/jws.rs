#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| kms_offline_fuzz::jws(data));
