//! A chapter as one HTML page: no script, nothing from elsewhere, light and dark, on paper and on 80 mm.

use opencities_engine::analyse::structure::Grade;

use super::{Block, Chapter, Figure, Grid, Kind, Verdict};
use crate::chart::STYLE;
use crate::markup::escape;

/// The style of the page; that of charts follows it.
const PAGE: &str = "\
:root{color-scheme:light dark;--ink:#1a1a1a;--faint:#595959;--line:#d8d8d8;--paper:#fff;--soft:#f4f5f6;--good:#00664f;--look:#8a5a00;--problem:#a32a00}\
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--faint:#a8a8a8;--line:#3d4248;--paper:#15181c;--soft:#1e2227;--good:#5fd0b1;--look:#f2c14a;--problem:#ff9a6b}}\
*{box-sizing:border-box}\
body{margin:0 auto;padding:1rem .75rem 3rem;max-width:46rem;background:var(--paper);color:var(--ink);\
font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif;overflow-wrap:anywhere}\
h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.25rem;line-height:1.3;margin:2.2rem 0 .5rem;border-top:1px solid var(--line);padding-top:1rem}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;font-size:.9rem}dt{color:var(--faint)}dd{margin:0}\
.verdicts{list-style:none;padding:0}.verdicts li{border-left:.3rem solid var(--line);padding:.25rem 0 .25rem .7rem;margin:.45rem 0}\
.verdicts .good{border-color:var(--good)}.verdicts .look{border-color:var(--look);border-left-style:double}.verdicts .problem{border-color:var(--problem)}\
.grade{font-weight:700;white-space:nowrap}.good .grade{color:var(--good)}.look .grade{color:var(--look)}.problem .grade{color:var(--problem)}\
small{display:block;color:var(--faint);font-size:.8rem;line-height:1.35}\
figure{margin:1.4rem 0}figcaption{font-weight:700;margin-bottom:.4rem}.drawing{overflow-x:auto}.drawing svg{display:block;width:100%;height:auto}\
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.85rem;line-height:1.3;overflow-wrap:normal}\
caption{text-align:left;font-weight:700;padding:.3rem 0}th,td{padding:.2rem .6rem .2rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}\
th{color:var(--faint);font-weight:600}.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\
@media (max-width:26rem){dl{display:block}dd{margin-bottom:.4rem}h1{font-size:1.3rem}}\
@page{margin:15mm}\
@media print{:root{--ink:#000;--faint:#444;--line:#bbb;--paper:#fff;--soft:#fff;--good:#00553f;--look:#6b4600;--problem:#8a2200}\
body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}.verdicts li,tr{break-inside:avoid}.drawing svg{max-height:225mm;min-width:0!important}.drawing,.scroll{overflow:visible}figure{break-inside:avoid}figcaption{break-after:avoid}table{font-size:8.5pt}.verdicts small{font-size:8pt}thead{display:table-header-group}}";

/// Units of a drawing that a pixel of a wide page shows.
const ENLARGED: f64 = 1.35;
/// Wider drawings are not made so small that nobody can read them, but moved sideways.
const NATURAL: f64 = 400.0;

/// The whole page.
pub(crate) fn page(chapter: &Chapter) -> String {
    let title = escape(&chapter.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{title}</title>\n<style>{PAGE}\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    chapter.blocks.iter().for_each(|block| out.push_str(&rendered(block)));
    out.push_str("</body>\n</html>\n");
    out
}

fn rendered(block: &Block) -> String {
    match block {
        Block::Heading(words) => format!("<h2>{}</h2>\n", escape(words)),
        Block::Paragraph(words) => format!("<p>{}</p>\n", escape(words)),
        Block::List(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Facts(facts) => {
            let fact =
                |(name, value): &(String, String)| format!("<dt>{}</dt><dd>{}</dd>\n", escape(name), escape(value));
            format!("<dl>\n{}</dl>\n", facts.iter().map(fact).collect::<String>())
        }
        Block::Verdicts(lines) => {
            format!("<ul class=\"verdicts\">\n{}</ul>\n", lines.iter().map(verdict).collect::<String>())
        }
        Block::Table(grid) => table(grid),
        Block::Figure(figure) => drawn(figure),
    }
}

fn verdict(line: &Verdict) -> String {
    let class = match line.grade {
        Grade::Good => "good",
        Grade::Unknown => "unknown",
        Grade::Look => "look",
        Grade::Problem => "problem",
    };
    let threshold = line.threshold.as_ref().map_or(String::new(), |words| format!("<small>{}</small>", escape(words)));
    format!(
        "<li class=\"{class}\"><span class=\"grade\">{} {}</span> {}: <b>{}</b>. {}{threshold}</li>\n",
        line.grade.sign(),
        line.grade.in_words(),
        escape(&line.looked_at),
        escape(&line.figure),
        escape(&capitalised(&line.words)),
    )
}

/// A sentence begins with a capital letter and ends with a point.
pub(super) fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let end = if words.is_empty() || words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

fn table(grid: &Grid) -> String {
    let class = |kind: Kind| if kind == Kind::Number { " class=\"number\"" } else { "" };
    let head: String = grid
        .head
        .iter()
        .map(|(name, kind)| format!("<th scope=\"col\"{}>{}</th>", class(*kind), escape(name)))
        .collect();
    let row = |cells: &Vec<String>| -> String {
        let cells = cells.iter().zip(&grid.head);
        let cells: String =
            cells.map(|(cell, (_, kind))| format!("<td{}>{}</td>", class(*kind), escape(cell))).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let caption =
        if grid.title.is_empty() { String::new() } else { format!("<caption>{}</caption>\n", escape(&grid.title)) };
    let rows: String = grid.rows.iter().map(row).collect();
    format!(
        "<div class=\"scroll\">\n<table>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )
}

fn drawn(figure: &Figure) -> String {
    let width = figure.drawing.width();
    let least = if width > NATURAL { format!(";min-width:{width:.0}px") } else { String::new() };
    let most = width * ENLARGED;
    let svg = figure.drawing.inline(figure.name, &figure.title, &figure.description);
    let svg = svg.replacen("<svg ", &format!("<svg style=\"max-width:{most:.0}px{least}\" "), 1);
    format!(
        "<figure>\n<figcaption>{}</figcaption>\n<div class=\"drawing\">\n{svg}\n</div>\n</figure>\n",
        escape(&figure.title)
    )
}
