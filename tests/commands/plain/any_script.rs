//! Scripts of anything: each line is obeyed or refused, and the stepper goes on.

use emstep::internals::app::{App, HostLimits};
use emstep::internals::cli::{COMMANDS, PlainStepper};
use proptest::prelude::*;

use crate::driver::Driver;
use crate::group_table;
use crate::plain_lines::{self, LONG};

/// Nothing is read or written, and nothing takes long.
const LIMITS: HostLimits = HostLimits {
    files: false,
    saving: false,
    suspend: false,
    rows: 50,
    components: 4,
    iterations: 20,
    runs: 20,
    bytes: 1 << 20,
};

fn starts() -> [App; 4] {
    let from = emstep::internals::app::InitialTheta::Given(group_table::theta());
    let grouped = Driver::new(group_table::dataset(), &from);
    let drivers =
        [Driver::homework(), Driver::typed("1 2 2 7 9 9.5", 3), Driver::typed("3 3 3", 1), grouped];
    drivers.map(|driver| driver.app.with_limits(LIMITS))
}

/// What commands take, and what they do not.
const ARGUMENTS: [&str; 48] = [
    "0",
    "1",
    "2",
    "3",
    "9",
    "-1",
    "0-9",
    "9-3",
    "1-",
    "-",
    "0-99999999",
    "99999999999999999999",
    "1e308",
    "nan",
    "1/3",
    "+7",
    "0 -",
    "2 4.5",
    "6,7",
    "means 0 1 2",
    "weights .5,.5",
    "sds 1 0",
    "weights .2,.3,.5 means 0,3,5 variances 1,1,4",
    "1 2 8 9",
    "galaxies components 3",
    "3 column x",
    "none",
    "hard",
    "hard squarem",
    "variance-floor++",
    "map-weights- fix-means",
    "homework",
    "local-optima",
    "next",
    "back",
    "solution",
    "close",
    "list",
    "ll",
    "ll -24.51",
    "gamma[0,1]",
    "mu[1]",
    "mu[9] 1",
    "gamma[99,1]",
    "over a.csv",
    "a.svg=qq",
    "labels.csv",
    "=",
];

fn line() -> impl Strategy<Value = String> {
    let names = COMMANDS.iter().flat_map(|command| command.names).copied();
    let name =
        proptest::sample::select(names.filter(|name| !LONG.contains(name)).collect::<Vec<_>>());
    let argument = proptest::sample::select(ARGUMENTS.to_vec());
    prop_oneof![
        40 => name.clone().prop_map(str::to_owned),
        80 => (name.clone(), argument.clone()).prop_map(|(name, text)| format!("{name} {text}")),
        20 => (name, ".{0,20}").prop_map(|(name, text)| format!("{name} {text}")),
        20 => argument.prop_map(str::to_owned),
        10 => ".{0,40}",
        1 => proptest::sample::select(LONG.to_vec()).prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_script_is_gone_through(start in 0..4_usize, script in prop::collection::vec(line(), 1..30)) {
        let [homework, points, same, groups] = starts();
        let app = match start { 0 => homework, 1 => points, 2 => same, _ => groups };
        plain_lines::obey_all(&mut PlainStepper::new(app), script.iter().map(String::as_str));
    }
}
