//! The compiled program, as short as it can be sent.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    BinaryReaderError, CodeSectionReader, CustomSectionReader, FunctionSectionReader, KnownCustom,
    Name, Parser, Payload, TypeRef,
};

/// Returns the same module with its functions sorted by their names, which are left out then.
///
/// The functions that one generic function became are much alike, and gzip finds what they have in
/// common only within 32 kB. Numbers are written anew, too, in as few bytes as they need: the
/// linker leaves room for larger ones.
pub(crate) fn shortened(module: &[u8]) -> Result<Vec<u8>, Error> {
    let mut sorted = Module::new();
    Sorted::of(module)?.parse_core_module(&mut sorted, Parser::new(0), module)?;
    Ok(sorted.finish())
}

/// Which function goes where. Those that are imported keep their indices, which are the first ones.
struct Sorted {
    imported: u32,
    /// Where the functions were, in their new order.
    old: Vec<usize>,
    /// The index that each function has now.
    new: Vec<u32>,
}

impl Sorted {
    fn of(module: &[u8]) -> Result<Self, BinaryReaderError> {
        let (mut imported, mut sizes, mut names) = (0, Vec::new(), HashMap::new());
        for part in Parser::new(0).parse_all(module) {
            match part? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    sizes.push(body.range().end - body.range().start);
                }
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(kinds) = section.as_known() else { continue };
                    for kind in kinds {
                        let Name::Function(functions) = kind? else { continue };
                        for function in functions {
                            let function = function?;
                            names.insert(function.index, without_hash(function.name));
                        }
                    }
                }
                _ => {}
            }
        }
        let mut old: Vec<(&str, u64, usize)> = (imported..)
            .zip(sizes.into_iter().enumerate())
            .map(|(index, (at, size))| (names.get(&index).copied().unwrap_or_default(), size, at))
            .collect();
        old.sort_unstable();
        let old: Vec<usize> = old.into_iter().map(|(_, _, at)| at).collect();
        let mut new = vec![0; old.len()];
        for (index, at) in (imported..).zip(&old) {
            new[*at] = index;
        }
        Ok(Self { imported, old, new })
    }
}

/// Returns the name of a function without its hash, which tells the ones apart that a generic one
/// became, where that is at the end.
fn without_hash(name: &str) -> &str {
    match name.rfind("17h") {
        Some(at) if name.starts_with("_ZN") => &name[..at],
        _ => name,
    }
}

impl Reencode for Sorted {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let own = index.checked_sub(self.imported);
        Ok(own.map_or(index, |own| self.new[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        to: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for from in &self.old {
            to.function(types[*from]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        to: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for from in self.old.clone() {
            self.parse_function_body(to, bodies[from].clone())?;
        }
        Ok(())
    }

    /// Leaves it out: names, and who made it.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, ImportSection, NameMap, NameSection,
        TypeSection, ValType,
    };

    use super::*;

    /// Returns a module of an imported function and of functions of these names, each of which has
    /// a type of its own and calls itself. The first is exported.
    fn module(names: &[&str]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        imports.import("page", "report", EntityType::Function(0));
        let (mut functions, mut codes) = (FunctionSection::new(), CodeSection::new());
        let (mut exports, mut map) = (ExportSection::new(), NameMap::new());
        exports.export("first", ExportKind::Func, 1);
        for (index, name) in (1..).zip(names) {
            types.ty().function([], [ValType::I32]);
            functions.function(index);
            let mut function = Function::new([]);
            function.instructions().call(index).end();
            codes.function(&function);
            map.append(index, name);
        }
        let mut own = NameSection::new();
        own.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports);
        module.section(&codes).section(&own);
        module.finish()
    }

    #[test]
    fn functions_are_sorted_by_name_with_what_refers_to_them() {
        let short = shortened(&module(&["_ZN1b17h2E", "_ZN1a17h3E", "_ZN1b17h1E"])).unwrap();
        let (mut types, mut bodies, mut exported) = (Vec::new(), Vec::new(), None);
        for part in Parser::new(0).parse_all(&short) {
            match part.unwrap() {
                Payload::FunctionSection(section) => {
                    types = section.into_iter().map(Result::unwrap).collect();
                }
                Payload::CodeSectionEntry(body) => {
                    let operators = body.get_operators_reader().unwrap();
                    bodies.push(format!("{:?}", operators.into_iter().next().unwrap().unwrap()));
                }
                Payload::ExportSection(section) => {
                    exported = section.into_iter().next().map(|export| export.unwrap().index);
                }
                Payload::CustomSection(section) => panic!("'{}' is left", section.name()),
                _ => {}
            }
        }
        // The second function is first; those of one name stay in their order.
        assert_eq!(types, [2, 1, 3]);
        assert_eq!(exported, Some(2));
        let call = |index: u32| format!("Call {{ function_index: {index} }}");
        assert_eq!(bodies, [call(1), call(2), call(3)]);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(shortened(b"\0asm").is_err());
        assert!(shortened(b"<html>").is_err());
    }
}
