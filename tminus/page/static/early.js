document.documentElement.classList.add("has-js");
{
  let kept = {};
  try {
    kept = Object(JSON.parse(localStorage.getItem("tminus")));
  } catch { /* nothing is kept here: the page begins as it is written */ }
  const choose = (name, ...values) => {
    const inputs = [...document.querySelectorAll(`[name=${name}]`)];
    for (const value of values) {
      const input = inputs.find((each) => each.value === value);
      if (input) return (input.checked = true);
    }
  };
  choose("language", kept.language, (navigator.language || "").slice(0, 2), "en");
  choose("theme", kept.theme, "auto");
  document.documentElement.lang = document.querySelector("[name=language]:checked").value;
}
