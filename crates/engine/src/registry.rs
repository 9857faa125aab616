//! How methods are declared and registered.
//!
//! `method!` declares a method: a struct of parameters with their defaults, whose documentation is also the page that
//! `opencities methods NAME` prints. `family!` registers methods under their names: from its registration line a
//! method gets its TOML name, its place in the reference and every law test of its family. [`Choice`] says which method
//! serves which node.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::framework::Node;

/// A parameter of a method, for the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name, as in TOML.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
}

/// A parameter that is out of its bounds: its name and what it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// The name, as in TOML.
    pub name: &'static str,
    /// Which values it may take.
    pub expected: String,
}

/// Declares a method: a struct whose fields have defaults, its reference page and the list of its parameters.
macro_rules! method {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $($(#[doc = $field_doc:literal])* pub $field:ident: $kind:ty = $default:expr,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                $name { $($field: $default,)* }
            }
        }

        impl $name {
            pub(crate) const PAGE: &'static str = concat!($($doc, "\n",)*);
            pub(crate) const PARAMETERS: &'static [$crate::registry::Parameter] = &[
                $($crate::registry::Parameter {
                    name: stringify!($field),
                    doc: concat!($($field_doc,)*),
                },)*
            ];
        }
    };
}

/// Registers the methods of a family, the default one first: an enum whose variants are named in TOML as their
/// registration lines say.
macro_rules! family {
    (
        $(#[doc = $doc:literal])*
        pub enum $family:ident: $rule:ident, $key:literal {
            $first:ident = $first_name:literal in $first_module:ident,
            $($variant:ident = $name:literal in $module:ident,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[non_exhaustive]
        pub enum $family {
            #[doc = concat!("`", $first_name, "`, the default.")]
            #[serde(rename = $first_name)]
            $first($first_module::$first),
            $(
                #[doc = concat!("`", $name, "`.")]
                #[serde(rename = $name)]
                $variant($module::$variant),
            )*
        }

        impl Default for $family {
            fn default() -> Self {
                $family::$first($first_module::$first::default())
            }
        }

        impl $family {
            /// The family's key in `method.toml`.
            pub const KEY: &'static str = $key;

            /// Every method of the family with its default parameters.
            pub fn all() -> Vec<$family> {
                vec![
                    $family::$first($first_module::$first::default()),
                    $($family::$variant($module::$variant::default()),)*
                ]
            }

            /// The method's name, as in `method.toml`.
            pub fn name(&self) -> &'static str {
                match self {
                    $family::$first(_) => $first_name,
                    $($family::$variant(_) => $name,)*
                }
            }

            /// The method's page in the reference, as Markdown.
            pub fn page(&self) -> &'static str {
                match self {
                    $family::$first(_) => $first_module::$first::PAGE,
                    $($family::$variant(_) => $module::$variant::PAGE,)*
                }
            }

            /// The method's parameters.
            pub fn parameters(&self) -> &'static [$crate::registry::Parameter] {
                match self {
                    $family::$first(_) => $first_module::$first::PARAMETERS,
                    $($family::$variant(_) => $module::$variant::PARAMETERS,)*
                }
            }

            /// The axioms of the family that the method breaks.
            pub fn breaks(&self) -> &'static [$crate::axiom::Axiom] {
                self.rule().breaks()
            }

            /// The rule that the method follows.
            pub(crate) fn rule(&self) -> &dyn $rule {
                match self {
                    $family::$first(method) => method,
                    $($family::$variant(method) => method,)*
                }
            }
        }
    };
}

pub(crate) use {family, method};

/// Which method serves which node: a node's own choice, else its level's, else the default.
///
/// In TOML: `[normalise.min-max]` is the default, `[normalise.by-level.indicator.z-score]` and
/// `[normalise.by-node.embassies.rank]` differ from it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Choice<T> {
    /// For all nodes without a choice of their own.
    #[serde(flatten)]
    pub default: T,
    /// By the name of a level.
    #[serde(rename = "by-level", skip_serializing_if = "BTreeMap::is_empty")]
    pub by_level: BTreeMap<String, T>,
    /// By the code of a node.
    #[serde(rename = "by-node", skip_serializing_if = "BTreeMap::is_empty")]
    pub by_node: BTreeMap<String, T>,
}

impl<T> Choice<T> {
    /// One method for all nodes.
    pub fn all(default: T) -> Self {
        Choice { default, by_level: BTreeMap::new(), by_node: BTreeMap::new() }
    }

    /// The method that serves a node.
    pub fn at(&self, node: &Node) -> &T {
        self.by_node.get(&node.code).or_else(|| self.by_level.get(&node.level)).unwrap_or(&self.default)
    }

    /// Every method that is named, each with the place in the file where it stands.
    pub fn named<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (String, &'a T)> {
        let levels = self.by_level.iter().map(move |(level, method)| (format!("{key}.by-level.{level}"), method));
        let nodes = self.by_node.iter().map(move |(node, method)| (format!("{key}.by-node.{node}"), method));
        std::iter::once((key.to_owned(), &self.default)).chain(levels).chain(nodes)
    }
}

// Written by hand since serde's `flatten` would lose the line of a fault and accept unknown keys.
impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Choice<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ChoiceVisitor(PhantomData))
    }
}

struct ChoiceVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for ChoiceVisitor<T> {
    type Value = Choice<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a table named after a method")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Choice<T>, A::Error> {
        let mut choice = Choice::<T>::default();
        let mut chosen: Option<String> = None;
        while let Some(key) = map.next_key::<String>()? {
            match (key.as_str(), &chosen) {
                ("by-level", _) => choice.by_level = map.next_value()?,
                ("by-node", _) => choice.by_node = map.next_value()?,
                (_, Some(first)) => {
                    let message = format!("two methods, `{first}` and `{key}`, where one is chosen");
                    // Refused where it stands, so that the fault has its line and not that of the first.
                    map.next_value_seed(Refused(message))?;
                }
                _ => {
                    choice.default = map.next_value_seed(MethodNamed { name: key.clone(), method: PhantomData })?;
                    chosen = Some(key);
                }
            }
        }
        Ok(choice)
    }
}

/// A value that may not be here.
struct Refused(String);

impl<'de> DeserializeSeed<'de> for Refused {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Err(serde::de::Error::custom(self.0))
    }
}

/// Reads a method's parameters when its name was read already.
struct MethodNamed<T> {
    name: String,
    method: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for MethodNamed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, parameters: D) -> Result<T, D::Error> {
        T::deserialize(Named { name: self.name, parameters })
    }
}

struct Named<D> {
    name: String,
    parameters: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Named<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Named<D> {
    type Error = D::Error;
    type Variant = Parameters<D>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Parameters<D>), D::Error> {
        let variant = seed.deserialize(self.name.into_deserializer())?;
        Ok((variant, Parameters(self.parameters)))
    }
}

struct Parameters<D>(D);

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Parameters<D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        serde::de::IgnoredAny::deserialize(self.0).map(drop)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, D::Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct("parameters", fields, visitor)
    }
}
