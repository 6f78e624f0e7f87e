// Asks before something is removed, in a dialog. Without scripts the same question opens beside the button:
// <details class="asks"><summary>Verwijderen</summary><div class="question">…</div></details>

export function askBeforeDeleting(page) {
  const dialog = page.querySelector('#confirm-dialog');
  if (!dialog || typeof dialog.showModal !== 'function') return;
  const question = dialog.querySelector('[data-question]');
  const yes = dialog.querySelector('[data-yes]');
  let proceed = null;

  const ask = (text, label, onYes) => {
    question.textContent = text;
    yes.textContent = label;
    proceed = onYes;
    dialog.showModal();
  };

  page.addEventListener('click', (event) => {
    const summary = event.target.closest('details.asks > summary');
    if (summary) {
      event.preventDefault();
      const button = summary.parentElement.querySelector('.question button[type="submit"]');
      const text = summary.parentElement.querySelector('.question p').textContent.trim();
      ask(text, button.textContent.trim(), () => button.form.requestSubmit(button));
      return;
    }
    const button = event.target.closest('button[data-confirm]');
    if (button && button.form) {
      event.preventDefault();
      ask(button.dataset.confirm, button.textContent.trim(), () => button.form.requestSubmit(button));
    }
  });

  yes.addEventListener('click', () => {
    dialog.close();
    if (proceed) proceed();
  });
  dialog.querySelector('[data-no]').addEventListener('click', () => dialog.close());
}
