const contents=document.querySelector('nav>details'),filters=document.querySelector('.filters');
if(filters){
  const form=filters.querySelector('form'),counter=form.querySelector('output');
  const articles=[...document.querySelectorAll('article')],links=[...document.querySelectorAll('nav a[href*=endpoint]')];
  let texts;
  function apply(){
    const words=form.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [axis,verdict]=form.verdict.value.split(':'),resource=form.resource?.value,audience=form.audience.value;
    const isFiltered=words.length>0||axis||resource||audience;
    texts??=articles.map(a=>(a.parentElement.firstChild.textContent+' '+a.textContent).toLowerCase());
    let shown=0,total=0;
    articles.forEach((a,i)=>{
      const fits=words.every(w=>texts[i].includes(w))&&(!resource||a.dataset.resources.split(' ').includes(resource));
      a.hidden=true;
      for(const s of a.querySelectorAll('section')){
        s.hidden=!(fits&&(!axis||s.dataset[axis]===verdict)&&(!audience||s.dataset.audience.split(' ').includes(audience)));
        total+=+s.dataset.count;
        if(!s.hidden){shown+=+s.dataset.count;a.hidden=false}
      }
    });
    for(const e of document.querySelectorAll('.endpoint'))e.hidden=!e.querySelector('article:not([hidden])');
    for(const o of document.querySelectorAll('.others'))o.hidden=isFiltered;
    for(const l of links)l.parentElement.hidden=document.getElementById(l.hash.slice(1)).parentElement.hidden;
    for(const d of document.querySelectorAll('nav li>details'))d.parentElement.hidden=!d.querySelector('li:not([hidden])');
    counter.textContent=isFiltered?shown+' of '+total+' shown':'';
  }
  filters.hidden=false;
  contents.open=filters.open=matchMedia('(min-width:60rem)').matches;
  form.addEventListener('input',apply);
  form.addEventListener('submit',e=>e.preventDefault());
  // A link to a change shows it, whatever the filters.
  addEventListener('hashchange',()=>{
    const target=document.getElementById(location.hash.slice(1));
    if(target?.closest('[hidden]')){form.reset();apply();target.scrollIntoView()}
  });
}
