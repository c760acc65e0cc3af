// Copying at the press of a button. Without this script the values are selected by a tap, and the buttons stay hidden.
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const label = button.textContent;
  const say = (text) => {
    button.textContent = text;
  };
  button.addEventListener('click', () => {
    // Refused by the browser: the value can still be selected by a tap.
    navigator.clipboard.writeText(button.dataset.copy).then(
      () => {
        say(button.dataset.copied);
        setTimeout(say, 2000, label);
      },
      () => {},
    );
  });
}
