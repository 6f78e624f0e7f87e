// Warns somebody who leaves a form with text that is not saved: form[data-guard].
// A form that comes back with faults, or on the conflict screen, holds unsaved text from the start: data-guard="changed".

const contents = (form) => new URLSearchParams(
  [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]),
).toString();

export function guardUnsavedChanges(page) {
  const guarded = [...page.querySelectorAll('form[data-guard]')].map((form) => ({
    form,
    before: form.dataset.guard === 'changed' ? null : contents(form),
  }));
  if (guarded.length === 0) return;

  let leavingOnPurpose = false;
  page.addEventListener('submit', (event) => {
    if (!event.defaultPrevented) leavingOnPurpose = true;
  });
  window.addEventListener('pageshow', () => { leavingOnPurpose = false; });
  window.addEventListener('beforeunload', (event) => {
    const changed = guarded.some(({ form, before }) => contents(form) !== before);
    if (changed && !leavingOnPurpose) event.preventDefault();
  });
}
