//! The rules of receipts, on any text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| skytally_fuzz::check_receipt(bytes));
