//! COINr's treatments that are not its default: a stated number of values winsorised, its first logarithm, its Box-Cox
//! function, and every function on one column. `log_GII` is left out: it returns its input unchanged.

use opencities_engine::scale::Transform;
use opencities_engine::treat::{BoxCox, Lambda, Log, NegativeSkew, Origin, ShiftedLog, Treatment, Winsorise};

use super::fixture::{Asem, Facts, column_of, compare};
use super::{ALL, DENOMINATED, check_marks, check_shapes};

/// Golden tables under `golden/treat`, and the treatment.
const SEQUENCES: [(&str, &str); 2] = [
    (
        "force_win3",
        "steps = [{ winsorise = { points_max = 3, stop = \"never\" } }, { log = { negative_skew = \"keep\" } }]",
    ),
    (
        "winmax1_logCTorig",
        "steps = [{ winsorise = { points_max = 1 } }, { shifted-log = { shift = 1.0, origin = \"minimum\" } }]",
    ),
];

#[test]
fn columns_marks_and_shapes_are_coinrs() {
    let Some(asem) = Asem::open() else { return };
    for (name, sequence) in SEQUENCES {
        let method = toml::from_str(&format!("{ALL}[treat.sequence]\n{sequence}")).unwrap();
        let composite = asem.inspect(Facts::default(), DENOMINATED, &method);
        let golden = |part: &str| asem.read(&format!("golden/treat/{name}_{part}.csv"));
        let cells = compare(&golden("data"), &composite, column_of(&composite.treated));
        assert!(cells.as_ref().is_ok_and(|&cells| cells == 51 * 49), "{name}: {cells:?}");
        // COINr also marks a least value of zero, which its first logarithm leaves a zero.
        if name != "winmax1_logCTorig" {
            check_marks(name, &golden("points"), &composite);
        }
        check_shapes(name, &golden("details"), &composite);
    }
}

#[test]
fn every_function_on_one_column_is_coinrs() {
    let Some(asem) = Asem::open() else { return };
    let golden = asem.read("golden/treat/functions_on_Flights.csv");
    let figures = |name: &str| -> Vec<f64> { (0..golden.rows.len()).map(|row| golden.number(row, name)).collect() };
    let flights = figures("x");
    let mirrored: Vec<f64> = flights.iter().map(|value| -value).collect();
    let power = |lambda: f64, shift: f64, origin: Origin| {
        Treatment::BoxCox(BoxCox { lambda: Lambda::Given(lambda), shift, origin })
    };
    let log = |negative_skew: NegativeSkew| Treatment::Log(Log { negative_skew });
    let cases = [
        ("log_CT", &flights, log(NegativeSkew::Keep)),
        ("log_CT_plus", &flights, log(NegativeSkew::Mirror)),
        ("log_CT_plus_of_minus_x", &mirrored, log(NegativeSkew::Mirror)),
        ("log_CT_orig", &flights, Treatment::ShiftedLog(ShiftedLog { shift: 1.0, origin: Origin::Minimum })),
        ("boxcox_l0", &flights, power(0.0, 1.0, Origin::Minimum)),
        ("boxcox_l0.5", &flights, power(0.5, 1.0, Origin::Minimum)),
        ("boxcox_l2_nopos", &flights, power(2.0, 0.0, Origin::Zero)),
        ("winsorise_5", &flights, Treatment::Winsorise(Winsorise::default())),
    ];
    for (name, column, treatment) in cases {
        let transform = treatment.fit(column).transform;
        assert_ne!(transform, Transform::Identity, "{name}");
        let expected = figures(name);
        let size = expected.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        for (found, expected) in transform.applied_to(column).into_iter().zip(expected) {
            let near = (found - expected).abs() <= 1e-9 * expected.abs() + 1e-13 * size;
            assert!(near, "{name}: {found} for {expected}");
        }
    }
}
