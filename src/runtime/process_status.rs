//! What Linux tells of this process.

/// Returns a field of `/proc/self/status`, such as `VmHWM`; none on other systems.
pub(crate) fn field(name: &str) -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = |line: &str| line.strip_prefix(name)?.strip_prefix(':').map(str::to_owned);
    status.lines().find_map(value).map(|value| value.trim().to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        assert_eq!(field("Pid"), Some(std::process::id().to_string()));
        assert!(field("VmHWM").unwrap().ends_with(" kB"));
        assert_eq!(field("Vm"), None);
    }
}
