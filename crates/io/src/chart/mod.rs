//! Charts as SVG (Handbook step 10): intervals in rows, and a map of correlations. They take numbers and names and know
//! nothing of composites.
//!
//! What a mark means is said by its shape, never by its colour alone; the colours are those of Okabe and Ito, which people
//! with any colour vision tell apart. Every chart has a title and a description for those who do not see it, every row and
//! cell says its figures when it is pointed at. No script; the same file serves light and dark pages.

mod axis;
mod heat_map;
mod rows;
mod svg;

pub use self::axis::{Axis, Unit};
pub use self::heat_map::{Cell, HeatMap};
pub use self::rows::{Legend, Mark, Row, RowChart, Shape, Tone};
pub use self::svg::Svg;

/// The style of all charts; a page writes it once.
pub const STYLE: &str = "\
.chart{--ink:#1a1a1a;--faint:#6b6b6b;--grid:#dcdcdc;--one:#0072b2;--two:#c04a00;--paper:#fff;\
font:11px system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}\
@media (prefers-color-scheme:dark){.chart{--ink:#ececec;--faint:#a8a8a8;--grid:#3d4248;--one:#6bbcf0;--two:#f2a33a;--paper:#15181c}}\
.chart text{fill:var(--ink)}.chart .faint{fill:var(--faint)}.chart .strong{font-weight:700}.chart .small{font-size:8px}.chart .dense{font-size:9px}\
.chart .end{text-anchor:end}.chart .middle{text-anchor:middle}\
.chart .grid{stroke:var(--grid);stroke-width:1}\
.chart .ink-line{stroke:var(--ink)}.chart .one-line{stroke:var(--one)}.chart .two-line{stroke:var(--two)}.chart .faint-line{stroke:var(--faint)}\
.chart .ink{fill:var(--ink)}.chart .one{fill:var(--one)}.chart .two{fill:var(--two)}.chart .hollow{fill:var(--paper)}\
.chart .thin{stroke-width:1.5}.chart .thick{stroke-width:2.5}\
@media print{.chart{--ink:#000;--faint:#555;--grid:#ccc;--one:#0072b2;--two:#c04a00;--paper:#fff}}";
