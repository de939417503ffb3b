//! The catalogue's files are embedded at compile time: compile again when one comes, goes or changes.

fn main() {
    println!("cargo:rerun-if-changed=../../catalog");
}
