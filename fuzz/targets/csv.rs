//! The reader of Csv files, on any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| skytally_fuzz::check(skytally_money::bank::Format::Csv, bytes));
