//! Which files of ours import which, as their sources say.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

use super::{CRATES, Crate};

/// The paths of our own that a file names, each from its crate's name on.
struct Paths {
    module: Vec<String>,
    /// What the file's `use` items call by a shorter name.
    names: BTreeMap<String, Vec<String>>,
    found: Vec<Vec<String>>,
}

impl Paths {
    /// A path from its crate's name on. One into a foreign crate becomes one below the file itself, which is
    /// no import.
    fn absolute(&self, path: &[String]) -> Vec<String> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let parent = &self.module[..self.module.len().saturating_sub(supers)];
        match path.first().map(String::as_str) {
            Some("crate") => [&self.module[..1], &path[1..]].concat(),
            Some("super") => [parent, &path[supers..]].concat(),
            Some("self") => [&self.module, &path[1..]].concat(),
            Some(name) if name == "migration" || CRATES.iter().any(|part| part.name == name) => path.to_vec(),
            Some(name) if self.names.contains_key(name) => [&self.names[name], &path[1..]].concat(),
            _ => [&self.module, path].concat(),
        }
    }

    fn note_tree(&mut self, tree: &syn::UseTree, before: &[String]) {
        let (ident, name) = match tree {
            syn::UseTree::Path(path) => {
                return self.note_tree(&path.tree, &[before, &[path.ident.to_string()]].concat());
            }
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.note_tree(tree, before));
            }
            syn::UseTree::Glob(_) => return self.found.push(self.absolute(before)),
            syn::UseTree::Name(syn::UseName { ident }) => (ident, ident),
            syn::UseTree::Rename(syn::UseRename { ident, rename, .. }) => (ident, rename),
        };
        let path = if ident == "self" { before.to_vec() } else { [before, &[ident.to_string()]].concat() };
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name.to_string() };
        let path = self.absolute(&path);
        self.names.insert(name, path.clone());
        self.found.push(path);
    }
}

impl<'ast> Visit<'ast> for Paths {
    /// Tests may import anything.
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = module.attrs.iter().any(|attribute| attribute.path().is_ident("cfg"));
        if !is_test {
            self.module.push(module.ident.to_string());
            visit::visit_item_mod(self, module);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.note_tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.found.push(self.absolute(&parts));
        }
        visit::visit_path(self, path);
    }
}

/// All files by their module paths, with the files that each imports.
pub(super) type Imports = BTreeMap<String, BTreeSet<String>>;

pub(super) fn imports(all: &[(&Crate, Vec<(String, String)>)]) -> Imports {
    let of = |part: &Crate, path: &str| {
        let inside = path.trim_start_matches(part.folder).trim_start_matches('/').trim_end_matches(".rs");
        let parts = inside.split('/').filter(|part| !["mod", "lib"].contains(part));
        [part.name].into_iter().chain(parts).map(str::to_owned).collect::<Vec<_>>()
    };
    let files = all.iter().flat_map(|(part, files)| files.iter().map(|file| (*part, file)));
    let files: Vec<_> = files
        .filter(|(_, (path, _))| !path.contains("/properties/") && !path.ends_with("/tests.rs"))
        .collect();
    let modules: BTreeSet<_> = files.iter().map(|(part, (path, _))| of(part, path).join("::")).collect();
    let mut imports = Imports::new();
    for (part, (path, text)) in files {
        let module = of(part, path);
        let mut paths = Paths { module: module.clone(), names: BTreeMap::new(), found: Vec::new() };
        paths.visit_file(&syn::parse_file(text).expect("a source"));
        let name = module.join("::");
        let found = paths.found.into_iter().filter_map(|path| {
            (1..=path.len()).rev().map(|length| path[..length].join("::")).find(|path| modules.contains(path))
        });
        // A file and the `mod.rs` above it count as one.
        let found = found.filter(|other| !format!("{name}::").starts_with(&format!("{other}::")));
        imports.insert(name.clone(), found.collect());
    }
    imports
}
