// Keeps a page about work in the background up to date: [data-follow] names the page, data-follow-on says that it goes on.
// The link that does the same without scripts is then no longer needed.

const PAUSE = 2000;

async function fresh(address) {
  const answer = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return null;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector('[data-follow]');
}

// What somebody has open or points at stays as it is: only the part that tells how far it is changes.
function takeOver(block, next) {
  const told = block.querySelector('[role="status"]');
  const news = next.querySelector('[role="status"]');
  if (next.hasAttribute('data-follow-on') && told && news) {
    if (told.innerHTML !== news.innerHTML) told.innerHTML = news.innerHTML;
    return block;
  }
  block.replaceWith(next);
  return next;
}

async function look(block) {
  let next = null;
  try {
    next = await fresh(block.dataset.follow);
  } catch {
    // The next look may succeed.
  }
  if (next) block = takeOver(block, next);
  if (block.hasAttribute('data-follow-on')) setTimeout(() => look(block), PAUSE);
}

export function followProgress(page) {
  page.querySelectorAll('[data-follow][data-follow-on]').forEach((block) => {
    block.querySelectorAll('[data-follow-link]').forEach((link) => link.remove());
    setTimeout(() => look(block), PAUSE);
  });
}
