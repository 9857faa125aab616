//! COINr's uncertainty and sensitivity runs, replayed one by one, and their problem: four assumptions, 2,000 combinations.
//!
//! What each run assumed is taken from COINr's own table of alternatives, since it maps its random numbers in a way that its
//! folder lists as a defect.

use opencities_engine::analyse::uncertainty::{Assumptions, Drawn, Plan, Specification};
use opencities_engine::method::Method;

use super::coinr::STANDARD;
use super::coinr::fixture::{Asem, Csv, Facts};

/// The four assumptions of COINr's vignette.
pub(super) fn assumptions(asem: &Asem) -> Assumptions {
    let winmax: Vec<String> = (1..=5)
        .map(|most| {
            format!(
                "{{ treat = {{ sequence = {{ steps = [{{ winsorise = {{ points_max = {most} }} }}, \
                 {{ log = {{ negative_skew = \"keep\" }} }}] }} }} }}"
            )
        })
        .collect();
    let table = asem.read("golden/sensitivity/noisy_weights_100.csv");
    let weights: Vec<String> = (1..=100)
        .map(|set| {
            let entries: Vec<String> = (0..table.rows.len())
                .map(|row| {
                    format!("{} = {}", table.text(row, "iCode").to_lowercase(), table.text(row, &format!("w{set}")))
                })
                .collect();
            format!("{{ weigh = {{ stated = {{ weights = {{ {} }} }} }} }}", entries.join(", "))
        })
        .collect();
    let text = format!(
        "[[assumption]]\nname = \"winmax\"\nalternatives = [{}]\n\
         [[assumption]]\nname = \"normalisation\"\nalternatives = [\
         {{ normalise = {{ min-max = {{ lower = 1.0, upper = 100.0 }} }} }}, \
         {{ normalise = {{ z-score = {{ mean = 10.0, standard_deviation = 2.0 }} }} }}]\n\
         [[assumption]]\nname = \"weights\"\nalternatives = [{}]\n\
         [[assumption]]\nname = \"aggregation\"\nalternatives = [\
         {{ aggregate = {{ arithmetic = {{}} }} }}, {{ aggregate = {{ geometric = {{}} }} }}]\n",
        winmax.join(", "),
        weights.join(", ")
    );
    toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn specifications(table: &Csv) -> Vec<Specification> {
    let names = ["Winmax", "Normalisation", "Weights", "Aggregation"];
    let drawn = |row: usize| names.map(|name| Drawn::Alternative(table.number(row, name) as usize - 1));
    (0..table.rows.len()).map(|row| Specification(drawn(row).to_vec())).collect()
}

#[test]
fn every_stored_run_gives_the_scores_and_ranks_that_coinr_gave() {
    let Some(asem) = Asem::open() else { return };
    let framework = asem.framework(Facts { denominate: true, ..Facts::default() });
    let data = asem.dataset(&framework, &asem.read("input/ASEM_iData.csv"));
    let method: Method = toml::from_str(STANDARD).unwrap();
    let plan = Plan::new(&framework, &data, &method, &assumptions(&asem)).unwrap_or_else(|error| panic!("{error}"));
    for folder in ["UA_N100_seed42", "SA_N100_seed42"] {
        let golden = |name: &str| asem.read(&format!("golden/sensitivity/{folder}/{name}.csv"));
        let (scores, ranks) = (golden("scores_units_by_run"), golden("ranks_units_by_run"));
        let found = plan.replicates(&specifications(&golden("alternative_index_or_value")));
        assert!(found.len() == 100 || found.len() == 600);
        for (run, replicate) in (1..).zip(&found) {
            let replicate = replicate.as_ref().unwrap_or_else(|why| panic!("run {run}: {why}"));
            let index = replicate.scores.width() - 1;
            for row in 0..scores.rows.len() {
                let unit = data.units.position(scores.text(row, "uCode")).unwrap();
                let name = format!("r_{run}");
                let (score, expected) = (replicate.scores.slice(index)[unit], scores.number(row, &name));
                assert!(
                    (score - expected).abs() <= 1e-9 * expected.abs(),
                    "{folder} run {run}: {score} for {expected}"
                );
                let (rank, expected) = (replicate.ranks.slice(index)[unit], ranks.number(row, &name));
                assert!((rank - expected).abs() < 1e-9, "{folder} run {run}: rank {rank} for {expected}");
            }
        }
    }
}
