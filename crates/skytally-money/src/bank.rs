//! Reads what banks give out: OFX, QIF, CAMT, MT940 and CSV, each into the same statement.
