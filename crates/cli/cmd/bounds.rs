//! `bounds`: the best and the worst rank of every unit over all weights of a region.

use opencities_engine::analyse::uncertainty::{Region, UncertainWeights};
use opencities_engine::analyse::{BoundsOfRanks, Extreme, rank_bounds, region_around};
use opencities_engine::composite::Composite;
use opencities_io::{parse_assumptions, tables};

use crate::args::{Bounds, Within};
use crate::failure::Failure;
use crate::output::Sink;
use crate::progress::while_computing;
use crate::render::{self, Align};
use crate::resolve::{Run, group_named};

pub(crate) fn run(args: &Bounds) -> Result<(), Failure> {
    let sink = Sink::open(&args.output)?;
    let run = Run::new(&args.source)?;
    let composite = &run.composite;
    let framework = &composite.framework;
    let ranked = group_named(framework, args.by.as_deref())?;
    let definition = match &args.assumptions {
        Some(file) => run.index.assumptions(Some(file))?,
        None => None,
    };
    let (region, words) = match &definition {
        Some(definition) => {
            let stated =
                parse_assumptions(definition)?.list.into_iter().find_map(|assumption| match assumption.weights {
                    Some(UncertainWeights::Region(region)) => {
                        Some((region, format!("the region `{}`", assumption.name)))
                    }
                    _ => None,
                });
            stated.ok_or_else(|| {
                let message = "the assumptions hold no region of weights".to_owned();
                Failure::Wrong(message, "write [assumption.weights.region] with group, bounds and order".to_owned())
            })?
        }
        None => {
            let weighed = args.group.as_ref().map_or(Ok(ranked), |name| group_named(framework, Some(name)))?;
            match args.within {
                Within::Percent(percent) => (
                    region_around(composite, weighed, percent / 100.0),
                    format!("every share within {percent} % of its own"),
                ),
                Within::Any => {
                    let group = framework.nodes()[weighed].code.clone();
                    (Region { group, ..Region::default() }, "any shares at all".to_owned())
                }
            }
        }
    };
    let found = while_computing(|| rank_bounds(composite, &region, ranked, args.branches))
        .map_err(|error| Failure::Input(opencities_io::located(error, definition.as_ref(), composite)))?;
    let info = tables::run_info(composite, &run.weights, &run.index.sources);
    let export = [tables::rank_bounds(composite, &found), tables::rank_bounds_weights(composite, &found)];
    sink.write(&export, &info, || draw(composite, &found, &words))
}

/// Letters of a name.
const NAME: usize = 18;
/// Children up to which the weights stand in the table.
const CHILDREN_SHOWN: usize = 4;

fn draw(composite: &Composite, found: &BoundsOfRanks, region: &str) -> String {
    let nodes = composite.framework.nodes();
    let children = &nodes[found.weighed].children;
    let with_shares = children.len() <= CHILDREN_SHOWN;
    let mut header = vec![("rank", Align::Right), ("name", Align::Left)];
    for end in ["best", "worst"] {
        header.push((end, Align::Right));
        if with_shares {
            header.push(("shares", Align::Left));
        }
    }
    let rank = |extreme: &Extreme| match (extreme.is_proved(), extreme.bound < extreme.rank) {
        (true, _) => extreme.rank.to_string(),
        (false, true) => format!("{}–{}", extreme.bound, extreme.rank),
        (false, false) => format!("{}–{}", extreme.rank, extreme.bound),
    };
    let shares = |extreme: &Extreme| {
        extreme.shares.iter().map(|share| format!("{:.0}", share * 100.0)).collect::<Vec<_>>().join(" ")
    };
    let rows = found.units.iter().map(|bounds| {
        let name = &composite.data.units.get(bounds.unit).name;
        let mut cells = vec![render::rank(bounds.rank), render::shortened(name, NAME)];
        for extreme in [&bounds.best, &bounds.worst] {
            cells.push(rank(extreme));
            if with_shares {
                cells.push(shares(extreme));
            }
        }
        cells
    });
    let weighed = &nodes[found.weighed].name;
    let title = format!("{}: the best and the worst rank over all weights\n", nodes[found.ranked].name);
    let under = render::wrapped(&format!("weighed anew: the children of {weighed}, {region}"), "");
    title + &under + &render::table(&header, rows) + &words(composite, found, with_shares)
}

/// What can be said in a sentence.
fn words(composite: &Composite, found: &BoundsOfRanks, with_shares: bool) -> String {
    let nodes = composite.framework.nodes();
    let extremes = || found.units.iter().flat_map(|bounds| [&bounds.best, &bounds.worst]);
    let open = extremes().filter(|extreme| !extreme.is_proved()).count();
    let fixed = found.units.iter().filter(|bounds| bounds.best.rank == bounds.worst.rank && bounds.best.is_proved());
    let first = found.units.iter().filter(|bounds| bounds.best.rank == 1).count();
    let mut text = format!("{first} can be first; {} keep their rank whatever the weights. ", fixed.count());
    text.push_str(&match open {
        0 => "Every rank is proved, and the weights that give it are known.".to_owned(),
        open => format!(
            "{open} of {} ranks are not proved: between the two numbers lies the extreme rank (more --branches, or units that \
             know the same children, may close the gap).",
            extremes().count()
        ),
    });
    if with_shares {
        let names: Vec<&str> = nodes[found.weighed].children.iter().map(|&child| nodes[child].name.as_str()).collect();
        text.push_str(&format!(" shares: in percent, of {}.", names.join(", ")));
    }
    render::wrapped(&text, "")
}
