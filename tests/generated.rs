//! The generated crates, together and over connections. One program, which links once. `hostile` measures its own
//! process, and is alone.

mod bookshop;
#[path = "browser/main.rs"]
mod browser;
mod calls;
mod conformance;
mod decisions;
mod example_programs;
mod examples;
#[path = "mock/main.rs"]
mod mock;
#[path = "obstacle-course/main.rs"]
mod obstacle_course;
mod payloads;
mod refusals;
mod registration;
#[path = "stateful/main.rs"]
mod stateful;
mod violations;
mod workflows;
