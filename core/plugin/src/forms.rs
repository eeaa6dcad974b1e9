//! The forms engine: reads a specification as printed (`Φ3×11m`, `3×35t`, `460立方米及以下`) into
//! intervals, by patterns that an industry declares in its `plugin.toml`.
//!
//! The host runs the declared forms of every industry, whether it is a Rust library, a C library or
//! a folder of data. The engine knows no TOML, no industry and no file; it takes parsed structs.
//! It never guesses: what can be read in two ways is a [`ReadProblem`], and the value stays unknown.
//!
//! | Part | Subject |
//! |---|---|
//! | `text` | full-width, look-alike and invisible characters |
//! | `decimal`, `numeral` | exact decimals; Arabic and Chinese numerals |
//! | [`unit`](Measure) | a measure, its unit and the spellings of that unit |
//! | `bound`, `phrase` | 以下, 不超过, (含), ranges: one printed figure |
//! | `pattern` | a form as declared, compiled |
//! | `settle` | figures into intervals, once their units are known |
//! | [`number`] | one figure in a cell of its own |

mod bound;
mod decimal;
pub mod number;
mod numeral;
mod pattern;
mod phrase;
mod reading;
mod settle;
mod text;
mod unit;

pub use pattern::{Bare, Form, FormError, FormFault};
pub use reading::{ReadProblem, Reading, Span, read};
pub use text::{LONGEST_PIECE, normalize};
pub use unit::{Measure, MeasureUnit, Spelling};
