//! The inbox: which lines of a bank's file are new, and which the books have already.
//!
//! Doubles are found by evidence. The bank's own id, on the same day with the same amount, is certain. Without it, equal lines are
//! counted: two equal coffees on one day stay two, and a file that overlaps an earlier one adds only what is more than was known.
//! Where the evidence does not decide, people are asked once, and their answer is kept.

mod continuity;
mod hand;
mod judge;
mod line;
mod normal;

pub use continuity::{Break, Statement, continuity};
pub use hand::{HAND_AFTER_DAYS, HAND_BEFORE_DAYS, HAND_SIMILAR_PER_MILLE};
pub use judge::judge;
pub use line::{
    Answer, Candidate, Doubt, Earlier, Facts, FileLines, HandPosting, Judged, Line, LineRef, Outcome, Verdict,
};
pub use normal::{is_placeholder, normalised, similarity_per_mille};
