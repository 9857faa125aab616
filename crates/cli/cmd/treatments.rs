//! `treatments`: what was done to outliers and skew, and what it does to the ranks.

use opencities_engine::analyse::{TreatmentEffect, treatment_effects};
use opencities_engine::composite::Composite;
use opencities_engine::treat::{Treated, Treatment};
use opencities_io::tables;

use crate::args::Treatments;
use crate::failure::{Failure, count};
use crate::output::Sink;
use crate::render::{self, Align};
use crate::resolve::Run;

pub(crate) fn run(args: &Treatments) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let effects = treatment_effects(composite, &run.data)?;
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    let mut export = [tables::treatment_effects(composite, &effects), tables::treatments(composite)];
    if args.values {
        export.swap(0, 1);
    }
    sink.write(&export, &info, || {
        if effects.len() == 1 {
            title(composite) + &nothing_treated(composite)
        } else if args.values {
            title(composite) + &values(composite)
        } else {
            title(composite) + &effects_on_ranks(composite, effects)
        }
    })
}

fn title(composite: &Composite) -> String {
    let period = match &composite.data.periods[..] {
        [period] => format!(", {period}"),
        _ => String::new(),
    };
    format!("{}{period}: treatment of outliers and skew\n", composite.framework.about().name)
}

fn nothing_treated(composite: &Composite) -> String {
    let nodes = composite.framework.indicators().len();
    let chosen = |indicator: usize| composite.method.treat.at(&composite.framework.nodes()[indicator]);
    let why = if (0..nodes).all(|indicator| *chosen(indicator) == Treatment::default()) {
        "the method treats nothing ([treat.none])".to_owned()
    } else {
        "no column needed the method's treatment, or none could be treated".to_owned()
    };
    let hint = "`opencities methods treat` lists the treatments; try one with --method FILE";
    render::wrapped(&format!("no value was moved: {why}. {hint}."), "") + &remarks(composite)
}

/// Letters of a line that the columns beside the indicator take, and the least and most that it gets on each of two lines.
const FIGURES: usize = 62;
const NAME: std::ops::RangeInclusive<usize> = 18..=48;
/// Letters of a unit's name.
const UNIT: usize = 10;
/// From this width on there is room for formulas.
const ROOMY: usize = 140;

fn effects_on_ranks(composite: &Composite, mut effects: Vec<TreatmentEffect>) -> String {
    // All together first, then what moves the ranks most.
    effects[1..].sort_by(|a, b| b.mean_rank_change.total_cmp(&a.mean_rank_change));
    let roomy = render::width() >= ROOMY;
    let mut header = vec![("", Align::Left), ("treatment", Align::Left)];
    if roomy {
        header.extend([("formula", Align::Left), ("kurtosis", Align::Right)]);
    }
    header.extend([
        ("skewness", Align::Right),
        ("moved", Align::Right),
        ("ranks", Align::Right),
        ("mean", Align::Right),
        ("farthest", Align::Left),
    ]);
    let rows = effects.iter().map(|effect| row(composite, effect, roomy));
    let mut text = render::table(&header, rows);
    text.push_str(&render::wrapped(
        "moved: values · ranks: how many differ from those without the treatment · mean: by how many places · farthest: \
         the unit that moves most, from its rank without to that with the treatment",
        "",
    ));
    let (all, treated) = (composite.framework.indicators().len(), effects.len() - 1);
    if treated < all {
        text.push_str(&format!("{} left alone\n", count(all - treated, "indicator")));
    }
    text + &remarks(composite)
}

fn row(composite: &Composite, effect: &TreatmentEffect, roomy: bool) -> Vec<String> {
    let fits = effect.indicator.map_or(&[][..], |indicator| &composite.treatments[indicator][..]);
    let name = effect.indicator.map_or("all treatments", |indicator| &composite.framework.nodes()[indicator].name);
    let name_width = render::width().saturating_sub(FIGURES).clamp(*NAME.start(), *NAME.end());
    // What was done by period is shown once where it is the same, and the export has every period.
    let told = |tell: &dyn Fn(&Treated) -> String| {
        let mut texts: Vec<String> = fits.iter().map(tell).collect();
        texts.dedup();
        if texts.len() > 1 { "by period".to_owned() } else { texts.join("") }
    };
    let change = |pair: [f64; 2]| pair.map(|shape| render::decimals(shape, 1)).join(" → ");
    let moved: usize = match effect.indicator {
        Some(indicator) => tables::values_moved(composite, indicator),
        None => (0..composite.treatments.len()).map(|indicator| tables::values_moved(composite, indicator)).sum(),
    };
    let mut cells = vec![render::shortened(name, 2 * name_width), told(&|fit| fit.transform.in_words().to_owned())];
    if roomy {
        cells.push(told(&|fit| fit.transform.formula(render::figure)));
        cells.push(told(&|fit| change(fit.kurtosis)));
    }
    let farthest = effect.greatest.map(|found| {
        let unit = composite.data.units.get(composite.data.unit_of(found.row));
        let name = render::shortened(&unit.name, UNIT);
        format!("{name} {}→{}", render::rank(found.untreated), render::rank(found.treated))
    });
    cells.extend([
        told(&|fit| change(fit.skewness)),
        moved.to_string(),
        effect.changed.to_string(),
        render::decimals(effect.mean_rank_change, 2),
        farthest.unwrap_or_default(),
    ]);
    cells
}

/// What could not be treated, and what still fails.
fn remarks(composite: &Composite) -> String {
    let mut text = String::new();
    for (indicator, fits) in composite.framework.indicators().iter().zip(&composite.treatments) {
        let mut lines: Vec<String> =
            fits.iter().flat_map(|fit| &fit.remarks).map(|remark| remark.message.clone()).collect();
        if fits.iter().any(|fit| !fit.passes) {
            lines.push("still fails its test of skewness and kurtosis".to_owned());
        }
        lines.dedup();
        lines.iter().for_each(|line| text.push_str(&render::wrapped(&format!("{}: {line}", indicator.code), "")));
    }
    text
}

fn values(composite: &Composite) -> String {
    let data = &composite.data;
    let panel = data.periods.len() > 1;
    let mut header = vec![("indicator", Align::Left), ("unit", Align::Left)];
    if panel {
        header.push(("period", Align::Left));
    }
    header.extend([("before", Align::Right), ("after", Align::Right), ("treatment", Align::Left)]);
    let columns = 0..composite.treated.width();
    let rows = columns.flat_map(|column| {
        let moved = (0..data.values.rows()).filter(move |&row| data.status.column(column)[row].is_treated());
        moved.map(move |row| {
            let mut cells = vec![
                render::shortened(&composite.framework.nodes()[column].name, *NAME.end() / 2),
                render::shortened(&data.units.get(data.unit_of(row)).name, *NAME.start()),
            ];
            if panel {
                cells.push(data.period_of(row).to_string());
            }
            cells.extend([
                render::figure(composite.imputed.column(column)[row]),
                render::figure(composite.treated.column(column)[row]),
                composite.treatment(column, row).transform.in_words().to_owned(),
            ]);
            cells
        })
    });
    render::table(&header, rows)
}
