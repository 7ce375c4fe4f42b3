const form=document.querySelector('form');
function apply(){const d=new FormData(form);const words=d.get('words').toLowerCase();
for(const a of document.querySelectorAll('article')){const found=(a.parentElement.firstChild.textContent+' '+a.textContent).toLowerCase().includes(words);let shown=false;
for(const s of a.querySelectorAll('section')){const ok=found&&['wire','source','behaviour']
.every(k=>!d.get(k)||s.dataset[k]===d.get(k));s.hidden=!ok;shown=shown||ok}a.hidden=!shown}
for(const e of document.querySelectorAll('.endpoint'))e.hidden=!e.querySelector('article:not([hidden])')}
form.addEventListener('input',apply);
form.addEventListener('submit',e=>e.preventDefault());
