// Builds dist/: every entry point and public file under a name that carries the hash of its content, and manifest.json
// that says which is which ({"portal.css": "portal-3F2A….css"}). A name never changes its content, so it is served as immutable.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const repository = dirname(here);
const target = join(here, "dist");
const fresh = join(here, "dist.new");
const font = join(here, "node_modules/@fontsource-variable/inter/files");

// A theme and a kind of tab or widget bring their own stylesheet in their own folder; nobody lists them by hand.
const gathered = {
  "portico:themes": { folders: ["themes"], file: "tokens.css", layer: "" },
  "portico:kinds": {
    folders: ["runtime/tabs", "runtime/widgets", "storefront/tabs", "storefront/widgets"], file: "widget.css", layer: " layer(components)",
  },
};

async function stylesheets({ folders, file }) {
  const found = [];
  for (const folder of folders) {
    const entries = await readdir(join(repository, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isDirectory()).sort((a, b) => a.name.localeCompare(b.name))) {
      const path = join(repository, folder, entry.name, file);
      if (await readFile(path).then(() => true, () => false)) found.push(path);
    }
  }
  return found;
}

const gather = {
  name: "gather",
  setup(builder) {
    builder.onResolve({ filter: /^portico:/ }, ({ path }) => ({ path, namespace: "gathered" }));
    builder.onLoad({ filter: /.*/, namespace: "gathered" }, async ({ path }) => {
      const imports = (await stylesheets(gathered[path])).map((each) => `@import ${JSON.stringify(each)}${gathered[path].layer};`);
      return { contents: imports.join("\n"), loader: "css", resolveDir: repository };
    });
    builder.onResolve({ filter: /^font:/ }, ({ path }) => ({ path: join(font, path.slice("font:".length)) }));
  },
};

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/css/portal.css", "src/css/builder.css", "src/css/styleguide.css", "src/css/preview.css", "src/css/studio.css", "src/css/changes.css", "src/js/portal.js", "src/js/builder.js",
    "src/js/preview.js", "src/js/studio.js"],
  outdir: fresh,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  loader: { ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [gather],
});

const manifest = {};
for (const [path, output] of Object.entries(metafile.outputs)) {
  const name = basename(path);
  if (output.entryPoint) manifest[basename(output.entryPoint)] = name;
  else manifest[name.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = name;
}
for (const file of (await readdir(join(here, "src/icons"))).sort()) {
  const source = join(here, "src/icons", file);
  const hash = createHash("sha256").update(await readFile(source)).digest("hex").slice(0, 8).toUpperCase();
  manifest[file] = `${basename(file, extname(file))}-${hash}${extname(file)}`;
  await cp(source, join(fresh, manifest[file]));
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);

// The old build stays whole until the new one is: a running server never reads half a folder.
await rm(target, { recursive: true, force: true });
await rename(fresh, target);
process.stdout.write(`${relative(process.cwd(), target)}: ${Object.values(sorted).join(", ")}\n`);
