// The key / goes to the search box of the top bar, and a row of criteria leaves out what was left empty.

const TYPING = 'input, textarea, select, [contenteditable]';

export function listenForShortcuts(page) {
  page.addEventListener('keydown', (event) => {
    const box = page.querySelector('[data-shortcut="/"]');
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING) || page.querySelector('dialog[open]');
    if (event.key !== '/' || !box || busy) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}

export function leaveOutEmptyCriteria(page) {
  page.querySelectorAll('form[data-criteria]').forEach((form) => {
    form.addEventListener('formdata', ({ formData }) => {
      for (const [name, value] of [...formData]) {
        if (value === '') formData.delete(name);
      }
    });
  });
}
