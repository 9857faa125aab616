//! What the commands that make and list index folders are asked for.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// List the shipped indices with framework, method, weights and what to type first
    List,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The folder to make
    pub(crate) folder: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// COINr's tables iData and iMeta
    #[command(after_help = "Example:
  opencities import coinr ASEM_iData.csv ASEM_iMeta.csv -o asem && opencities rank --index asem

iMeta needs Level, iCode, Parent, Direction, Weight and Type, and may have iName, Unit, Target and Denominator; iData needs
uCode, and may have uName and Time. In R: write.csv(ASEM_iData, \"ASEM_iData.csv\", row.names = FALSE).
Codes are written in lower case, and a table says which; weights, directions, targets, denominators and groups are kept.")]
    Coinr {
        /// iData: a row for each unit, or for each unit and time
        #[arg(value_name = "IDATA.csv")]
        data: PathBuf,
        /// iMeta: a row for each column of iData and each group
        #[arg(value_name = "IMETA.csv")]
        meta: PathBuf,
        /// The folder to make; its name is the code of the index
        #[arg(short, long, value_name = "DIR", required = true)]
        output: PathBuf,
    },
    /// A workbook of the JRC's COIN Tool
    #[command(after_help = "Example:
  opencities import coin-tool COIN_Tool_v1_LITE_exampledata.xlsm -o my-index

Reads the sheets Database (units, figures, directions, weights, goalposts, groups) and Framework (names and weights of the
groups), in the layout of the tool of 2019 and after; what the tool computes is left to `opencities build`.")]
    CoinTool {
        /// The workbook (.xlsx or .xlsm)
        #[arg(value_name = "BOOK.xlsx")]
        book: PathBuf,
        /// The folder to make; its name is the code of the index
        #[arg(short, long, value_name = "DIR", required = true)]
        output: PathBuf,
    },
}
