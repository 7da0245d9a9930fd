// Something on this page is being made: look again in a while, unless somebody is filling in a form.
const EVERY = 5000; // milliseconds

function look() {
  const isBusy = document.querySelector("form :focus") || document.querySelector("form[data-touched]");
  if (!document.hidden && !isBusy) location.reload();
  else setTimeout(look, EVERY);
}

document.addEventListener("input", (event) => event.target.form?.setAttribute("data-touched", ""));
setTimeout(look, EVERY);
