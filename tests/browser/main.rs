//! Pages in a real browser: Chromium, driven by chromedriver. Without chromedriver on the path the tests pass and
//! report that they were left out. `.ci/run` installs it where it can.

mod driver;
mod mock;
mod reference;
