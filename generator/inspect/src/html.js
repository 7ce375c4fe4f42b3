const form=document.querySelector('form'),found=form.querySelector('output');
const articles=[...document.querySelectorAll('article')],leaves=[...document.querySelectorAll('nav [data-leaf]')];
let texts;
function apply(){
  const words=form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  texts??=articles.map(a=>(a.id+' '+a.textContent).toLowerCase());
  let count=0;
  articles.forEach((a,i)=>{a.hidden=!words.every(w=>texts[i].includes(w));count+=!a.hidden});
  for(const s of document.querySelectorAll('main>section'))s.hidden=words.length>0&&!s.querySelector('article:not([hidden])');
  for(const l of leaves)l.hidden=document.getElementById(l.firstChild.getAttribute('href').slice(1)).hidden;
  for(const d of document.querySelectorAll('nav details')){
    d.open=words.length>0;d.parentElement.hidden=words.length>0&&!d.querySelector('[data-leaf]:not([hidden])')}
  found.textContent=words.length?count+' found':'';
}
form.hidden=false;
form.addEventListener('input',apply);
form.addEventListener('submit',e=>e.preventDefault());
