// Somebody else changed the same thing meanwhile: both are shown, and one is kept.
export function conflicts(part, { save, drawAnew }) {
  return (refusal, entry) => {
    const dialog = part("conflict");
    const written = (value) => (value === null || value === undefined ? "Nothing" : typeof value === "object" ? "Something else" : String(value));
    const mine = entry.edits?.[0];
    part("conflict-words").textContent = refusal.message;
    part("conflict-mine").textContent = mine?.op === "set" ? written(mine.value) : entry.label || "A change";
    part("conflict-theirs").textContent = written(refusal.details.theirs);
    part("conflict-mine-button").onclick = () => { dialog.close(); save({ ...entry, painted: 0 }); };
    part("conflict-keep").onclick = () => dialog.close();
    dialog.onclose = drawAnew;
    if (!dialog.open) dialog.showModal();
  };
}
