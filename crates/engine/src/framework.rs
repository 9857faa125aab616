//! The theoretical framework (Handbook step 1): a tree of nodes, from indicators up to the index, with its facts.
//!
//! Nodes are stored children-first, so weighing and aggregating is one forward loop. Indicators come first, in the
//! order in which they were declared, and are found by the same position as their data column. Nothing here is a choice
//! of method.

mod faults;

use serde::{Deserialize, Serialize};

pub use self::faults::is_code;
use self::faults::{check_codes, check_facts, order_groups};
use crate::Error;

/// The level name of every indicator.
pub const INDICATOR_LEVEL: &str = "indicator";

/// Name and description of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// The index's code.
    pub code: String,
    /// The index's name.
    pub name: String,
    /// What it measures.
    pub description: String,
    /// How to cite it.
    pub citation: String,
}

/// A group of the framework: an area, a theme, the index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The code by which the group is found.
    pub code: String,
    /// The name that people read.
    pub name: String,
    /// The name of the level that the group stands on.
    pub level: String,
    /// The group above; none for the index itself.
    #[serde(default)]
    pub parent: Option<String>,
    /// What the group measures.
    #[serde(default)]
    pub description: String,
}

/// Which end of an indicator is the good one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    #[default]
    HigherIsBetter,
    /// Less is better.
    LowerIsBetter,
}

/// How a figure comes about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataClass {
    /// Official statistics and law.
    #[default]
    Official,
    /// Compiled by others: lists, expert codings, indices.
    Collected,
    /// A sample survey.
    Survey,
    /// Answered by the unit itself.
    SelfReported,
}

impl DataClass {
    /// The name as in files.
    pub fn name(self) -> &'static str {
        match self {
            DataClass::Official => "official",
            DataClass::Collected => "collected",
            DataClass::Survey => "survey",
            DataClass::SelfReported => "self-reported",
        }
    }
}

/// The facts of an indicator; never a method.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Indicator {
    /// The code by which observations and weights name it.
    pub code: String,
    /// The name that people read.
    pub name: String,
    /// What it measures, and what it is worth.
    pub description: String,
    /// The group that it belongs to.
    pub parent: String,
    /// The measure of its values ("% of residents").
    pub measure: String,
    /// Which end is the good one.
    pub direction: Direction,
    /// The series by which it is divided.
    pub denominator: Option<String>,
    /// The quotient is given per so many of the denominator's unit (1000: per thousand).
    pub per: Option<f64>,
    /// The level at which it is measured.
    pub geography: Option<String>,
    /// How its figures come about.
    pub data_class: DataClass,
    /// The code of its source.
    pub source: Option<String>,
    /// How far its figures can be trusted.
    pub confidence: Option<String>,
    /// The least and the greatest value that are possible, in the raw measure.
    pub range: Option<[f64; 2]>,
    /// Two fixed points of its scale, low and high, in the measure after division by the denominator.
    pub goalposts: Option<[f64; 2]>,
    /// A value to be reached.
    pub target: Option<f64>,
}

/// A series by which indicators are divided.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Denominator {
    /// The code by which indicators and observations name it.
    pub code: String,
    /// The name that people read.
    pub name: String,
    /// What it counts.
    pub description: String,
    /// The measure of its values.
    pub measure: String,
    /// The code of its source.
    pub source: Option<String>,
    /// The least and the greatest value that are possible.
    pub range: Option<[f64; 2]>,
}

/// A node as it stands in the tree. Indicators and groups are found by the same positions, children first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The node's code.
    pub code: String,
    /// The node's name.
    pub name: String,
    /// The name of its level.
    pub level: String,
    /// The position of its parent; none for the root.
    pub parent: Option<usize>,
    /// The positions of its children; none for an indicator.
    pub children: Vec<usize>,
    /// The positions of the indicators below it; itself for an indicator.
    pub indicators: Vec<usize>,
}

/// The tree of an index, valid by construction.
#[derive(Debug, Clone, PartialEq)]
pub struct Framework {
    about: About,
    indicators: Vec<Indicator>,
    groups: Vec<Group>,
    denominators: Vec<Denominator>,
    nodes: Vec<Node>,
    levels: Vec<String>,
}

impl Framework {
    /// Builds the tree and checks it.
    ///
    /// # Errors
    /// [`Error::Framework`] with every fault: codes that are double, badly written or unknown, circles, more than one
    /// root, empty groups, limits out of order.
    pub fn new(
        about: About,
        groups: Vec<Group>,
        indicators: Vec<Indicator>,
        denominators: Vec<Denominator>,
    ) -> Result<Self, Error> {
        let mut faults = Vec::new();
        check_codes(&groups, &indicators, &denominators, &mut faults);
        check_facts(&indicators, &denominators, &mut faults);
        let order = order_groups(&groups, &indicators, &mut faults);
        if !faults.is_empty() {
            crate::finding::sort(&mut faults);
            return Err(Error::Framework(faults));
        }
        let groups: Vec<Group> = order.into_iter().map(|position| groups[position].clone()).collect();
        let nodes = link(&groups, &indicators);
        let levels = levels(&nodes);
        Ok(Framework { about, indicators, groups, denominators, nodes, levels })
    }

    /// Name and description of the index.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The indicators, in the order of their columns.
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The groups, children first; the last is the index itself.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The series by which indicators are divided.
    pub fn denominators(&self) -> &[Denominator] {
        &self.denominators
    }

    /// All nodes, children first: the indicators, then the groups.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The position of the root: the index itself.
    pub fn root(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The position of a node.
    pub fn position(&self, code: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.code == code)
    }

    /// The positions of all groups, children first.
    pub fn group_positions(&self) -> std::ops::Range<usize> {
        self.indicators.len()..self.nodes.len()
    }

    /// Whether a node stands somewhere below a group, both by position.
    pub fn is_below(&self, node: usize, group: usize) -> bool {
        std::iter::successors(self.nodes[node].parent, |&above| self.nodes[above].parent).any(|above| above == group)
    }

    /// Whether the node at this position is an indicator.
    pub fn is_indicator(&self, position: usize) -> bool {
        position < self.indicators.len()
    }

    /// The names of the levels, indicators first.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// The positions of the nodes of a level, in the order in which they were declared.
    pub fn on_level(&self, level: &str) -> Vec<usize> {
        (0..self.nodes.len()).filter(|&position| self.nodes[position].level == level).collect()
    }

    /// The codes of all series: indicators, then denominators.
    pub fn series(&self) -> Vec<String> {
        let indicators = self.indicators.iter().map(|indicator| indicator.code.clone());
        indicators.chain(self.denominators.iter().map(|denominator| denominator.code.clone())).collect()
    }

    /// The position of an indicator's denominator among all series.
    pub fn denominator_of(&self, indicator: usize) -> Option<usize> {
        let code = self.indicators[indicator].denominator.as_ref()?;
        let position = self.denominators.iter().position(|known| known.code == *code)?;
        Some(self.indicators.len() + position)
    }
}

fn link(groups: &[Group], indicators: &[Indicator]) -> Vec<Node> {
    let offset = indicators.len();
    let find = |code: &str| groups.iter().position(|group| group.code == code).map(|position| position + offset);
    let leaves = indicators.iter().enumerate().map(|(position, indicator)| Node {
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        level: INDICATOR_LEVEL.to_owned(),
        parent: find(&indicator.parent),
        children: Vec::new(),
        indicators: vec![position],
    });
    let branches = groups.iter().map(|group| Node {
        code: group.code.clone(),
        name: group.name.clone(),
        level: group.level.clone(),
        parent: group.parent.as_deref().and_then(find),
        children: Vec::new(),
        indicators: Vec::new(),
    });
    let mut nodes: Vec<Node> = leaves.chain(branches).collect();
    for position in 0..nodes.len() {
        if let Some(parent) = nodes[position].parent {
            let below = nodes[position].indicators.clone();
            nodes[parent].children.push(position);
            nodes[parent].indicators.extend(below);
        }
    }
    nodes
}

fn levels(nodes: &[Node]) -> Vec<String> {
    let mut levels: Vec<String> = Vec::new();
    for node in nodes {
        if !levels.contains(&node.level) {
            levels.push(node.level.clone());
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Code;

    fn group(code: &str, parent: Option<&str>) -> Group {
        Group { code: code.into(), level: "level".into(), parent: parent.map(str::to_owned), ..Group::default() }
    }

    fn indicator(code: &str, parent: &str) -> Indicator {
        Indicator { code: code.into(), parent: parent.into(), ..Indicator::default() }
    }

    fn codes(result: Result<Framework, Error>) -> Vec<Code> {
        result.unwrap_err().findings().iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn children_come_before_their_parents_whatever_the_order_of_declaration() {
        let groups = vec![group("top", None), group("a", Some("top")), group("b", Some("top"))];
        let leaves = vec![indicator("y", "b"), indicator("x", "a")];
        let framework = Framework::new(About::default(), groups, leaves, Vec::new()).unwrap();
        let order: Vec<&str> = framework.nodes().iter().map(|node| node.code.as_str()).collect();
        assert_eq!(order, ["y", "x", "a", "b", "top"]);
        assert_eq!(framework.nodes()[framework.root()].indicators, [1, 0]);
    }

    #[test]
    fn all_faults_are_listed_at_once() {
        let groups = vec![group("top", None), group("lost", Some("nowhere")), group("Bad", Some("top"))];
        let mut leaf = indicator("x", "top");
        leaf.denominator = Some("people".into());
        leaf.range = Some([3.0, 1.0]);
        let found = codes(Framework::new(About::default(), groups, vec![leaf.clone(), leaf], Vec::new()));
        for code in [Code::F101, Code::F102, Code::F105, Code::F106, Code::F107, Code::F108] {
            assert!(found.contains(&code), "{code} in {found:?}");
        }
    }

    #[test]
    fn a_circle_is_named() {
        let groups = vec![group("top", None), group("a", Some("b")), group("b", Some("a"))];
        let leaves = vec![indicator("x", "a"), indicator("y", "top")];
        assert_eq!(codes(Framework::new(About::default(), groups, leaves, Vec::new())), [Code::F103]);
    }
}
