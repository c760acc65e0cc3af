// Copying at the press of a button. Without this script the values are selected by a tap, and the buttons stay hidden.
async function copy(button, label) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // not allowed by the browser: a tap on the value still selects it
  }
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  const label = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', () => void copy(button, label));
}
