// Talks with the program that serves this page.

export class Refused extends Error {}

async function read(answer) {
  if (!answer.ok) throw new Refused(await answer.text());
  return answer;
}

export async function getContents() {
  return (await read(await fetch("/contents"))).json();
}

export async function getDiagram(dialog, language) {
  const query = new URLSearchParams(dialog ? { dialog, language } : { language });
  return (await read(await fetch(`/diagram?${query}`))).text();
}

/** What is written about a rule. */
export async function getRule(rule) {
  return (await read(await fetch(`/rule?${new URLSearchParams({ rule })}`))).text();
}

export async function post(path, order) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(order),
  });
  return (await read(answer)).json();
}

/** Calls `whenNew` with the number of each version of the dialogs that has been read, `whenGone` when nobody tells. */
export function listen(whenNew, whenGone) {
  const news = new EventSource("/news");
  news.onmessage = (event) => whenNew(Number(event.data));
  news.onerror = whenGone;
}
