// Follows a job without reloading the page. Without it the page reloads itself.
{
  const box = document.querySelector("[data-job]");
  if (box) {
    const bar = box.querySelector("progress"), words = box.querySelector("[data-job-words]");
    const look = async () => {
      try {
        const answer = await fetch(box.dataset.job, { headers: { accept: "application/json" } });
        if (!answer.ok) return setTimeout(look, 3000);
        const job = await answer.json();
        if (job.finished) return location.reload();
        if (job.total > 0) { bar.max = job.total; bar.value = job.done; } else bar.removeAttribute("value");
        words.textContent = job.words;
      } catch { /* The server may be restarting: ask again. */ }
      setTimeout(look, 700);
    };
    setTimeout(look, 400);
  }
}
