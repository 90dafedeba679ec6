document.documentElement.classList.add("has-js");
try {
  const kept = JSON.parse(localStorage.getItem("tminus") || "{}");
  const language = kept.language || (navigator.language.startsWith("zh") ? "zh" : "en");
  document.getElementById(language).checked = true;
  document.getElementById(kept.theme || "auto").checked = true;
  document.documentElement.lang = language;
} catch { /* nothing is kept here: the page begins as it is written */ }
