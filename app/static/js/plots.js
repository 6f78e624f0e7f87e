// On a narrow screen a timeline scrolls sideways: start where today is.

export function startPlotsAtToday(page) {
  page.querySelectorAll('.plot-scroll').forEach((box) => {
    const today = box.querySelector('.today');
    const room = box.scrollWidth - box.clientWidth;
    if (!today || room <= 0) return;
    const offset = today.getBoundingClientRect().left - box.getBoundingClientRect().left;
    box.scrollLeft = Math.min(room, Math.max(0, offset - box.clientWidth + 60));
  });
}
