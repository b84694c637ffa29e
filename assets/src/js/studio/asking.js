// Requests to the studio's own addresses. A refusal is thrown with its code, sentence, pointer and details; a network that is away as Offline.
export class Offline extends Error {}

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title || "This did not work. Try again in a moment.");
    Object.assign(this, { status, code: problem.code ?? "", pointer: problem.pointer ?? "", details: problem.details ?? {} });
  }
}

const studio = document.querySelector("[data-studio]");

export async function ask(path, body, options = {}) {
  const sent = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(`${studio.dataset.root}/${path}`, {
      ...sent, ...options,
      headers: { Accept: "application/json", "X-CSRF-Token": studio.dataset.csrf, ...sent.headers, ...options.headers },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Offline();
  }
  if ([502, 503, 504].includes(answer.status)) throw new Offline();
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, told);
  return told;
}
