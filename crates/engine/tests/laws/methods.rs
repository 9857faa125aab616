//! Laws of the method as it stands in a file.

use std::collections::BTreeMap;

use opencities_engine::aggregate::Aggregation;
use opencities_engine::impute::Imputation;
use opencities_engine::method::Method;
use opencities_engine::normalise::Normalisation;
use opencities_engine::registry::Choice;
use opencities_engine::treat::Treatment;
use opencities_engine::weigh::Weighting;

/// The method as default, for a level and for a node.
fn everywhere<T: Clone>(method: &T, level: &str, node: &str) -> Choice<T> {
    Choice {
        default: method.clone(),
        by_level: BTreeMap::from([(level.to_owned(), method.clone())]),
        by_node: BTreeMap::from([(node.to_owned(), method.clone())]),
    }
}

fn check(method: &Method) {
    let text = toml::to_string(method).unwrap();
    let read: Method = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(&read, method, "{text}");
    assert_eq!(toml::to_string(&read).unwrap(), text);
    // By way of a tree of values, as from JSON or Python, in which keys have no order.
    let tree: toml::Value = toml::from_str(&text).unwrap();
    assert_eq!(&tree.try_into::<Method>().unwrap(), method, "{text}");
}

#[test]
fn every_method_reads_as_it_is_written() {
    let plain = Method::default;
    check(&plain());
    for method in Imputation::all() {
        check(&Method { impute: everywhere(&method, "indicator", "a"), ..plain() });
    }
    for method in Treatment::all() {
        check(&Method { treat: everywhere(&method, "indicator", "a"), ..plain() });
    }
    for method in Normalisation::all() {
        check(&Method { normalise: everywhere(&method, "indicator", "a"), ..plain() });
    }
    for method in Weighting::all() {
        check(&Method { weigh: everywhere(&method, "area", "people"), ..plain() });
    }
    for method in Aggregation::all() {
        check(&Method { aggregate: everywhere(&method, "area", "people"), ..plain() });
    }
}

#[test]
fn every_method_is_found_by_its_name_alone_and_has_a_page() {
    macro_rules! family {
        ($family:ident $field:ident) => {
            for method in $family::all() {
                let text = format!("[{}.{}]", $family::KEY, method.name());
                let read: Method = toml::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
                assert_eq!(read.$field.default, method, "{text}");
                let wrong = format!("{text}\nno_such_parameter = 1");
                assert!(toml::from_str::<Method>(&wrong).is_err(), "{wrong}");
                for heading in ["Formula", "Units and range", "Use when", "Beware", "Reference", "Example"] {
                    assert!(method.page().contains(&format!("# {heading}\n")), "{} has no {heading}", method.name());
                }
                assert!(method.page().contains("```"), "{} has no example", method.name());
                assert!(method.parameters().iter().all(|parameter| !parameter.doc.is_empty()), "{}", method.name());
            }
        };
    }
    family!(Imputation impute);
    family!(Treatment treat);
    family!(Normalisation normalise);
    family!(Weighting weigh);
    family!(Aggregation aggregate);
}
