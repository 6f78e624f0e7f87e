// Puts a search box above a long list of choices or a table marked data-filterable, and hides what does not match.
// A ticked choice always stays in sight, so that nobody saves a tick they cannot see.

const LONG_LIST = 8;
let boxes = 0;

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

function itemsOf(list) {
  return list.tagName === 'TABLE' ? [...list.tBodies].flatMap((body) => [...body.rows]) : [...list.querySelectorAll('.choice')];
}

function narrow(items, wanted, count) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const item of items) {
    const text = plain(item.textContent);
    const matches = words.every((word) => text.includes(word));
    item.hidden = !matches && !item.querySelector('input:checked');
    if (matches) found += 1;
  }
  count.textContent = words.length ? `${found} van ${items.length} gevonden` : '';
}

function offerFilter(list) {
  const items = itemsOf(list);
  if (items.length <= LONG_LIST) return;
  const box = document.createElement('input');
  boxes += 1;
  box.type = 'search';
  box.className = 'filter-box';
  box.id = `filter-${boxes}`;
  box.autocomplete = 'off';
  box.placeholder = list.dataset.filterable || 'Filter deze lijst';
  box.setAttribute('aria-label', box.placeholder);
  const count = document.createElement('span');
  count.className = 'hint';
  count.setAttribute('role', 'status');
  const place = list.closest('.scroll') || list;
  place.before(box, count);
  box.addEventListener('input', () => narrow(items, box.value, count));
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') event.preventDefault();
  });
}

export function offerFilters(page) {
  page.querySelectorAll('[data-filterable]').forEach(offerFilter);
}
