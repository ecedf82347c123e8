//! Pages in a real browser: Chromium, driven by chromedriver. Where there is no chromedriver on the path the
//! tests say so and pass; CI has none.

mod driver;
mod mock;
mod reference;
