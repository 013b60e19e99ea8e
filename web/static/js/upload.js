// The drop zone: a dropped or chosen file is sent at once; a file over the limit is refused before it travels.
export function startUpload() {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const zone = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");

  function send() {
    const file = input.files[0];
    if (!file) return;
    if (file.size > Number(form.dataset.limit)) {
      input.setCustomValidity(form.dataset.tooLarge);
      input.reportValidity();
      return;
    }
    input.setCustomValidity("");
    form.classList.add("is-busy");
    form.requestSubmit();
  }

  input.addEventListener("change", send);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
  // Coming back by the browser's button must not show a page that still claims to be reading.
  window.addEventListener("pageshow", () => form.classList.remove("is-busy"));
}
