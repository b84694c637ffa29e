// What script says, in the language of the page: the page brings its words in a meta element (runtime/pages/portal.py); where it brings none, they are
// English, as they stand here. `tools/gather_words.py` finds them by the names of these two functions.
const brought = JSON.parse(document.querySelector("meta[name=portico-words]")?.content ?? "{}");
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];

const filled = (text, given) => text.replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);

export const phrase = (text, given = {}) => filled(brought[text] ?? text, given);

// For so many things: the forms of a language stand in the order of its categories.
export function phrases(one, many, count, given = {}) {
  const forms = brought[one] ?? [one, many];
  const rules = new Intl.PluralRules(brought[one] ? document.documentElement.lang : "en");
  const known = CATEGORIES.filter((each) => rules.resolvedOptions().pluralCategories.includes(each));
  return filled(forms[Math.min(known.indexOf(rules.select(count)), forms.length - 1)], { count, ...given });
}
