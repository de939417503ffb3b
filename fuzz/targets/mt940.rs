//! The reader of Mt940 files, on any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| skytally_fuzz::check(skytally_money::bank::Format::Mt940, bytes));
