// A QR code brings its link's token in the fragment, which no server ever logs. Put it in the form and send it.
(() => {
  "use strict";
  const form = document.getElementById("join");
  const token = location.hash.slice(1);
  if (!form || !token) return;
  history.replaceState(null, "", location.pathname);
  form.elements.namedItem("token").value = token;
  form.submit();
})();
