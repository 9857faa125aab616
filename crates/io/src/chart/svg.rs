//! A drawing: shapes and texts at places, put together as an SVG element.

use crate::markup::{escape, place};

/// A drawing of a width and a height.
#[derive(Debug, Clone, PartialEq)]
pub struct Svg {
    pub(super) width: f64,
    pub(super) height: f64,
    body: String,
}

impl Svg {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Svg { width, height, body: String::new() }
    }

    /// The width, in the unit of its texts.
    pub fn width(&self) -> f64 {
        self.width
    }

    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.element("text", &[("x", x), ("y", y)], class, Some(text));
    }

    pub(super) fn line(&mut self, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], class: &str) {
        self.element("line", &[("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)], class, None);
    }

    pub(super) fn circle(&mut self, x: f64, y: f64, radius: f64, class: &str) {
        self.element("circle", &[("cx", x), ("cy", y), ("r", radius)], class, None);
    }

    /// A square around a place.
    pub(super) fn square(&mut self, x: f64, y: f64, half: f64, class: &str) {
        let side = half * 2.0;
        self.element("rect", &[("x", x - half), ("y", y - half), ("width", side), ("height", side)], class, None);
    }

    /// A square on its corner, around a place.
    pub(super) fn diamond(&mut self, x: f64, y: f64, half: f64, class: &str) {
        self.body.push_str("<path d=\"");
        for (letter, [dx, dy]) in
            ['M', 'L', 'L', 'L'].into_iter().zip([[0.0, -half], [half, 0.0], [0.0, half], [-half, 0.0]])
        {
            self.body.push(letter);
            place(&mut self.body, x + dx);
            self.body.push(' ');
            place(&mut self.body, y + dy);
        }
        self.body.push_str(&format!("Z\" class=\"{class}\"/>"));
    }

    /// What is drawn together, and said when it is pointed at.
    pub(super) fn group(&mut self, title: &str, draw: impl FnOnce(&mut Self)) {
        self.body.push_str("<g><title>");
        self.body.push_str(&escape(title));
        self.body.push_str("</title>");
        draw(self);
        self.body.push_str("</g>\n");
    }

    fn element(&mut self, tag: &str, places: &[(&str, f64)], class: &str, text: Option<&str>) {
        self.body.push_str(&format!("<{tag}"));
        for (name, value) in places {
            self.body.push_str(&format!(" {name}=\""));
            place(&mut self.body, *value);
            self.body.push('"');
        }
        if !class.is_empty() {
            self.body.push_str(&format!(" class=\"{class}\""));
        }
        match text {
            Some(text) => self.body.push_str(&format!(">{}</{tag}>", escape(text))),
            None => self.body.push_str("/>"),
        }
    }

    /// The element, for a page that has [`STYLE`](super::STYLE). `name` tells its parts from those of other charts.
    pub fn inline(&self, name: &str, title: &str, description: &str) -> String {
        self.drawn(name, title, description, "")
    }

    /// The element as a file of its own.
    pub fn standalone(&self, name: &str, title: &str, description: &str) -> String {
        let paper = "<rect width=\"100%\" height=\"100%\" class=\"hollow\"/>";
        let style = format!("<style>{}</style>{paper}\n", super::STYLE);
        self.drawn(name, title, description, &style) + "\n"
    }

    fn drawn(&self, name: &str, title: &str, description: &str, first: &str) -> String {
        let (width, height, name) = (self.width.ceil(), self.height.ceil(), escape(name));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-labelledby=\"{name}-title {name}-words\">\n\
             <title id=\"{name}-title\">{}</title>\n<desc id=\"{name}-words\">{}</desc>\n{first}{}</svg>",
            escape(title),
            escape(description),
            self.body
        )
    }
}
